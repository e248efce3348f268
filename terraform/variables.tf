variable "project_id" {
  description = "Id of the Google Cloud project that everything stands in; one project per environment."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is no project's id: write 6 to 30 lower-case letters, digits and hyphens, such as proli-prod."
  }
}

variable "environment" {
  description = "What this is: staging or production. Production keeps instances warm and protects what holds data."
  type        = string

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "environment is unknown: write staging or production."
  }
}

variable "region" {
  description = "Where functions, cache, secrets, buckets and the database stand."
  type        = string
  default     = "me-west1"

  validation {
    condition     = contains(keys(local.atlas_regions), var.region)
    error_message = "region is not one that all parts are offered in: write me-west1 (Tel Aviv), europe-west1, europe-west3 or europe-west4."
  }
}

variable "tasks_region" {
  description = "Where the queue of alarms stands; Cloud Tasks is not offered everywhere, and a queue may be far from what it calls."
  type        = string
  default     = "europe-west1"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.tasks_region))
    error_message = "tasks_region is no region: write one where Cloud Tasks is offered, such as europe-west1."
  }
}

variable "packages" {
  description = "The functions' zips: the folder that scripts/pack wrote, and, to go back, hashes of earlier zips by function."
  type = object({
    folder = optional(string, "../.proli/dist")
    pinned = optional(map(string), {})
  })
  default = {}

  validation {
    condition     = fileexists("${var.packages.folder}/packages.json")
    error_message = "packages.folder holds no packages.json: run `make package`, or name the folder that it wrote to."
  }
  validation {
    condition     = alltrue([for hash in values(var.packages.pinned) : can(regex("^[0-9a-f]{64}$", hash))])
    error_message = "packages.pinned holds what is no hash: write the 64 hexadecimal digits of a zip's name, such as { triage = \"02ab…\" }."
  }
  validation {
    condition     = length(setsubtract(keys(var.packages.pinned), keys(local.functions))) == 0
    error_message = "packages.pinned names a function that does not exist: write ${join(", ", keys(local.functions))}."
  }
}

variable "image" {
  description = "Image of the dashboard and of the ops job, by digest; `make image` prints it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+/[^@:]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image must name its digest, because a tag may move: write me-west1-docker.pkg.dev/PROJECT/proli/admin@sha256:…, as `make image` prints it."
  }
}

variable "dashboard_members" {
  description = "Who may pass Identity-Aware Proxy to the dashboard. Empty: no proxy, the dashboard's own sign-in stands alone."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.dashboard_members : can(regex("^(user|group|domain):[^:@ ]+(@[^:@ ]+)?$", member))])
    error_message = "dashboard_members holds what is nobody: write user:dana@example.com, group:desk@example.com or domain:example.com."
  }
}

variable "green_api" {
  description = "Our account at the WhatsApp gateway, as its console shows it."
  type = object({
    url         = string
    media_url   = string
    instance_id = string
  })

  validation {
    condition     = alltrue([for url in [var.green_api.url, var.green_api.media_url] : can(regex("^https://[a-z0-9.-]+$", url))])
    error_message = "green_api.url and green_api.media_url must be addresses without a path: write https://7103.api.greenapi.com and https://7103.media.greenapi.com."
  }
  validation {
    condition     = can(regex("^[1-9][0-9]{6,14}$", var.green_api.instance_id))
    error_message = "green_api.instance_id is no instance: write idInstance from the gateway's console, digits only."
  }
}

variable "green_api_token" {
  description = "apiTokenInstance from the gateway's console. Give it as TF_VAR_green_api_token: it reaches Secret Manager, never the state."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = can(regex("^[0-9A-Za-z]{20,100}$", var.green_api_token))
    error_message = "green_api_token is no token: set TF_VAR_green_api_token to apiTokenInstance from the gateway's console, letters and digits only."
  }
}

variable "secret_versions" {
  description = "Raise a number to write that secret anew: the gateway's token as given, the others as new random values."
  type = object({
    green_api_token          = optional(number, 1)
    green_api_webhook_token  = optional(number, 1)
    admin_bootstrap_password = optional(number, 1)
    privacy_key              = optional(number, 1) # a new one forgets which messages were handled: stop the gateway's queue first
    mongo                    = optional(number, 1)
  })
  default = {}

  validation {
    condition     = alltrue([for version in values(var.secret_versions) : version >= 1 && floor(version) == version])
    error_message = "secret_versions holds what is no version: write whole numbers from 1, each higher than before."
  }
}

variable "admin_phones" {
  description = "WhatsApp numbers that are told when something is wrong."
  type        = list(string)

  validation {
    condition     = length(var.admin_phones) > 0 && alltrue([for phone in var.admin_phones : can(regex("^972[0-9]{8,9}$", phone))])
    error_message = "admin_phones must hold at least one number in international form: write [\"972501234567\"]."
  }
}

variable "alert_emails" {
  description = "Where alerts and budget warnings go."
  type        = set(string)

  validation {
    condition     = length(var.alert_emails) > 0 && alltrue([for email in var.alert_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "alert_emails must hold at least one address, or nobody hears of a failure: write [\"oncall@example.com\"]."
  }
}

variable "ai_models" {
  description = "Models on Vertex, first to last; the next is asked when one fails or is withdrawn."
  type        = list(string)
  default     = ["gemini-3.5-flash-lite", "gemini-3.5-flash", "gemini-3.1-flash-lite"]

  validation {
    condition     = length(var.ai_models) > 0 && alltrue([for model in var.ai_models : can(regex("^[a-z0-9.-]+$", model))])
    error_message = "ai_models must hold at least one model's id: write [\"gemini-3.5-flash-lite\"]."
  }
}

variable "atlas" {
  description = "The database: the organization at MongoDB Atlas, the size, and whether it is reached by a private endpoint or through NAT."
  type = object({
    org_id           = string
    instance_size    = optional(string, "M10")
    private_endpoint = optional(bool, true)
  })

  validation {
    condition     = can(regex("^[0-9a-f]{24}$", var.atlas.org_id))
    error_message = "atlas.org_id is no organization: write the 24 hexadecimal digits from the organization's settings at MongoDB Atlas."
  }
  validation {
    condition     = contains(keys(local.atlas_connections), var.atlas.instance_size)
    error_message = "atlas.instance_size is not one that Proli is sized for: write M10, M20, M30, M40 or M50."
  }
}

variable "budget" {
  description = "What a month may cost before somebody is warned, and the billing account it is charged to."
  type = object({
    billing_account = string
    monthly_amount  = number
    currency        = optional(string, "USD")
  })

  validation {
    condition     = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account))
    error_message = "budget.billing_account is no billing account: write it as 012345-6789AB-CDEF01."
  }
  validation {
    condition     = var.budget.monthly_amount >= 1 && floor(var.budget.monthly_amount) == var.budget.monthly_amount
    error_message = "budget.monthly_amount must be a whole amount of at least 1: write 150."
  }
  validation {
    condition     = can(regex("^[A-Z]{3}$", var.budget.currency))
    error_message = "budget.currency is no currency: write three capital letters, that of the billing account, such as USD."
  }
}
