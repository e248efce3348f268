variable "project_id" {
  description = "Id of the Google Cloud project that Proli shall stand in."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is no project's id: write 6 to 30 lower-case letters, digits and hyphens, such as proli-prod."
  }
}

variable "region" {
  description = "Where state and images lie; the same as in the main folder."
  type        = string
  default     = "me-west1"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region is no region: write one such as me-west1."
  }
}

variable "deployer" {
  description = "Which workflows may deploy: a repository at GitHub and the branch that they must run on."
  type = object({
    repository = string
    ref        = optional(string, "refs/heads/main")
  })

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.deployer.repository))
    error_message = "deployer.repository is no repository: write owner/name."
  }
  validation {
    condition     = can(regex("^refs/(heads|tags)/[A-Za-z0-9._/-]+$", var.deployer.ref))
    error_message = "deployer.ref is no branch or tag in full: write refs/heads/main."
  }
}
