locals {
  database = "proli"

  atlas_regions = {
    me-west1     = "MIDDLE_EAST_WEST_1"
    europe-west1 = "WESTERN_EUROPE"
    europe-west3 = "EUROPE_WEST_3"
    europe-west4 = "EUROPE_WEST_4"
  }

  # Connections that a size takes, and those that our instances may open at most: a pool of
  # ten to the primary and two that watch each of three members.
  atlas_connections     = { M10 = 1500, M20 = 3000, M30 = 3000, M40 = 6000, M50 = 16000 }
  pool_size             = 10
  connections_of_each   = local.pool_size + 2 * 3
  connections_at_most   = local.connections_of_each * sum([for w in values(local.workloads) : w.max if contains(w.reads, "mongo")])
  atlas_public          = mongodbatlas_advanced_cluster.proli.connection_strings.standard_srv
  atlas_private         = try(data.mongodbatlas_advanced_cluster.linked[0].connection_strings.private_endpoint[0].srv_connection_string, null)
  atlas_address         = coalesce(local.atlas_private, local.atlas_public)
  mongo_address         = "${local.atlas_address}/${local.database}?retryWrites=true&w=majority&serverMonitoringMode=poll"
  atlas_users           = { proli = ["readWrite"], ops = ["readWrite", "dbAdmin"] }
  atlas_password_secret = { proli = "mongo", ops = "mongo-ops" }
}

resource "mongodbatlas_project" "proli" {
  org_id = var.atlas.org_id
  name   = "proli-${var.environment}"

  is_data_explorer_enabled = false # customers' words are read in the dashboard, which keeps an audit
}

resource "mongodbatlas_advanced_cluster" "proli" {
  project_id                     = mongodbatlas_project.proli.id
  name                           = "proli"
  cluster_type                   = "REPLICASET"
  mongo_db_major_version         = "8.0"
  backup_enabled                 = true
  pit_enabled                    = true
  termination_protection_enabled = local.production

  replication_specs = [{
    region_configs = [{
      provider_name = "GCP"
      region_name   = local.atlas_regions[var.region]
      priority      = 7
      electable_specs = {
        instance_size = var.atlas.instance_size
        node_count    = 3
      }
      auto_scaling = {
        disk_gb_enabled = true
      }
    }]
  }]

  advanced_configuration = {
    minimum_enabled_tls_protocol = "TLS1_2"
    javascript_enabled           = false
  }
}

resource "mongodbatlas_cloud_backup_schedule" "proli" {
  project_id               = mongodbatlas_project.proli.id
  cluster_name             = mongodbatlas_advanced_cluster.proli.name
  reference_hour_of_day    = 1
  reference_minute_of_hour = 30
  restore_window_days      = 7

  policy_item_daily {
    frequency_interval = 1
    retention_unit     = "days"
    retention_value    = 7
  }
  policy_item_weekly {
    frequency_interval = 7 # no snapshot outlives the 30 days that the receipt of a deletion promises
    retention_unit     = "days"
    retention_value    = 28
  }
}

resource "mongodbatlas_database_user" "user" {
  for_each = local.atlas_users

  project_id          = mongodbatlas_project.proli.id
  username            = each.key
  auth_database_name  = "admin"
  password_wo         = ephemeral.random_password.secret[local.atlas_password_secret[each.key]].result
  password_wo_version = var.secret_versions.mongo

  dynamic "roles" {
    for_each = each.value
    content {
      role_name     = roles.value
      database_name = local.database
    }
  }
  scopes {
    name = mongodbatlas_advanced_cluster.proli.name
    type = "CLUSTER"
  }

  # The password is known in this apply only: what may fail comes before, and its secret right after.
  depends_on = [data.mongodbatlas_advanced_cluster.linked, google_secret_manager_secret.secret]
}

# The way in: one private address in our network …
resource "mongodbatlas_privatelink_endpoint" "proli" {
  count = var.atlas.private_endpoint ? 1 : 0

  project_id           = mongodbatlas_project.proli.id
  provider_name        = "GCP"
  region               = var.region
  port_mapping_enabled = true
}

resource "google_compute_address" "mongo" {
  count = var.atlas.private_endpoint ? 1 : 0

  name         = "mongo"
  region       = var.region
  subnetwork   = google_compute_subnetwork.endpoints.id
  address_type = "INTERNAL"
}

resource "google_compute_forwarding_rule" "mongo" {
  count = var.atlas.private_endpoint ? 1 : 0

  name                  = "mongo"
  region                = var.region
  target                = mongodbatlas_privatelink_endpoint.proli[0].service_attachment_names[0]
  ip_address            = google_compute_address.mongo[0].id
  network               = google_compute_network.proli.id
  load_balancing_scheme = ""
}

resource "mongodbatlas_privatelink_endpoint_service" "proli" {
  count = var.atlas.private_endpoint ? 1 : 0

  project_id                  = mongodbatlas_project.proli.id
  private_link_id             = mongodbatlas_privatelink_endpoint.proli[0].private_link_id
  provider_name               = "GCP"
  endpoint_service_id         = google_compute_forwarding_rule.mongo[0].name
  private_endpoint_ip_address = google_compute_address.mongo[0].address
  gcp_project_id              = var.project_id
}

# The cluster knows the private address only when the endpoint is linked.
data "mongodbatlas_advanced_cluster" "linked" {
  count = var.atlas.private_endpoint ? 1 : 0

  project_id = mongodbatlas_project.proli.id
  name       = mongodbatlas_advanced_cluster.proli.name

  lifecycle {
    postcondition {
      condition     = can(self.connection_strings.private_endpoint[0]) || !endswith(local.atlas_public, ".mongodb.net")
      error_message = "Atlas does not show the private endpoint's address yet: wait until the cluster is idle in its console, then apply again."
    }
  }
  depends_on = [mongodbatlas_privatelink_endpoint_service.proli]
}

# … or the one address that we come from.
resource "mongodbatlas_project_ip_access_list" "nat" {
  count = local.nat ? 1 : 0

  project_id = mongodbatlas_project.proli.id
  ip_address = google_compute_address.nat[0].address
  comment    = "Proli's NAT"
}
