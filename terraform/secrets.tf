# Values are written and never read back: neither the state nor a plan holds one.
ephemeral "random_password" "secret" {
  for_each = toset(["green-api-webhook-token", "admin-bootstrap-password", "privacy-key", "mongo", "mongo-ops"])

  length  = 40
  special = false # they stand in addresses and headers
}

locals {
  secrets = {
    green-api-token          = var.secret_versions.green_api_token
    green-api-webhook-token  = var.secret_versions.green_api_webhook_token
    admin-bootstrap-password = var.secret_versions.admin_bootstrap_password
    privacy-key              = var.secret_versions.privacy_key
    mongo-uri                = var.secret_versions.mongo
    mongo-uri-ops            = var.secret_versions.mongo
  }
  secret_version = { for name in keys(local.secrets) : name => google_secret_manager_secret_version.secret[name].version }
}

resource "google_secret_manager_secret" "secret" {
  for_each = local.secrets

  secret_id           = each.key
  version_destroy_ttl = "604800s" # a week to think again
  deletion_protection = local.production

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_version" "secret" {
  for_each = local.secrets

  secret                 = google_secret_manager_secret.secret[each.key].id
  secret_data_wo_version = each.value
  deletion_policy        = "DISABLE" # the one before can be put back
  secret_data_wo = {
    green-api-token          = var.green_api_token
    green-api-webhook-token  = ephemeral.random_password.secret["green-api-webhook-token"].result
    admin-bootstrap-password = ephemeral.random_password.secret["admin-bootstrap-password"].result
    privacy-key              = ephemeral.random_password.secret["privacy-key"].result
    mongo-uri                = replace(local.mongo_address, "://", "://proli:${ephemeral.random_password.secret["mongo"].result}@")
    mongo-uri-ops            = replace(local.mongo_address, "://", "://ops:${ephemeral.random_password.secret["mongo-ops"].result}@")
  }[each.key]

  lifecycle {
    create_before_destroy = true
  }
  depends_on = [mongodbatlas_database_user.user]
}

locals {
  readers = merge([for name, secrets in local.env_secrets : { for secret in values(secrets) : "${name}/${secret}" => { name = name, secret = secret } }]...)
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = local.readers

  secret_id = google_secret_manager_secret.secret[each.value.secret].id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${local.identity[each.value.name]}"

  depends_on = [google_service_account.workload]
}
