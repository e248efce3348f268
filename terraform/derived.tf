# What follows from the table.
locals {
  production = var.environment == "production"

  workloads = merge(local.functions, local.programs)
  pushed    = { for name, f in local.functions : name => f if f.trigger == "push" }
  private   = { for name, f in local.functions : name => f if f.trigger != "public" }
  crons     = toset([for name, f in local.functions : name if f.trigger == "cron"])
  packages  = merge(jsondecode(file("${var.packages.folder}/packages.json")), var.packages.pinned)

  # Addresses and identities have the form that Google gives them, so that a plan shows them
  # and no function waits for another's.
  number   = data.google_project.this.number
  domain   = "${var.project_id}.iam.gserviceaccount.com"
  url      = { for name in keys(local.functions) : name => "https://${name}-${local.number}.${var.region}.run.app" }
  identity = { for name in keys(local.workloads) : name => "run-${name}@${local.domain}" }
  caller   = { for name, f in local.private : name => "${f.trigger}-${name}@${local.domain}" }

  settings = {
    ENVIRONMENT           = var.environment
    GOOGLE_CLOUD_PROJECT  = var.project_id
    GOOGLE_CLOUD_LOCATION = "global" # Vertex: the models are served everywhere
    TIMEZONE              = "Asia/Jerusalem"
    LOG_LEVEL             = "info"
    GREEN_API_URL         = var.green_api.url
    GREEN_API_MEDIA_URL   = var.green_api.media_url
    GREEN_API_INSTANCE_ID = var.green_api.instance_id
    MONGO_DATABASE        = local.database
    REDIS_URL             = "rediss://${local.cache.address}:${local.cache.port}/0"
    REDIS_AUTH            = "iam"
    REDIS_CA              = local.cache.authorities
    TASKS_QUEUE           = google_cloud_tasks_queue.alarms.id
    TIMER_URL             = local.url["timer"]
    TASKS_INVOKER         = local.caller["timer"]
    SCHEDULER_PARENT      = "projects/${var.project_id}/locations/${var.region}"
    MEDIA_BUCKET          = google_storage_bucket.media.name
    BACKUP_BUCKET         = google_storage_bucket.backups.name
    AI_MODELS             = join(",", var.ai_models)
    PRIVACY_URL           = "${local.url["webhook"]}/privacy"
    ADMIN_PHONES          = join(",", var.admin_phones)
    IAP_AUDIENCE          = local.proxied ? "/projects/${local.number}/locations/${var.region}/services/dashboard" : ""
  }

  env = { for name, w in local.workloads : name => {
    for variable in distinct(flatten([for concern in w.reads : local.concerns[concern].env])) : variable => local.settings[variable]
  } }

  # The ops job has a database user of its own, which may also build indexes and copy everything.
  env_secrets = { for name, w in local.workloads : name => {
    for variable, secret in merge([for concern in w.reads : local.concerns[concern].secrets]...) :
    variable => name == "ops" && secret == "mongo-uri" ? "mongo-uri-ops" : secret
  } }
}

data "google_project" "this" {
  project_id = var.project_id
}
