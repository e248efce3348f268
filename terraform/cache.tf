# Valkey, for speed only: losing it loses time. Programs sign in with their own identity, over
# TLS, so that there is no password to keep. The smallest node carries no service level: without
# it everything works, slower, so a larger one buys little.
resource "google_network_connectivity_service_connection_policy" "cache" {
  name          = "cache"
  location      = var.region
  service_class = "gcp-memorystore"
  network       = google_compute_network.proli.id

  psc_config {
    subnetworks = [google_compute_subnetwork.endpoints.id]
  }
}

resource "google_memorystore_instance" "cache" {
  instance_id                 = "cache"
  location                    = var.region
  engine_version              = "VALKEY_8_0"
  mode                        = "CLUSTER_DISABLED"
  node_type                   = "SHARED_CORE_NANO"
  shard_count                 = 1
  replica_count               = 0
  authorization_mode          = "IAM_AUTH"
  transit_encryption_mode     = "SERVER_AUTHENTICATION"
  deletion_protection_enabled = local.production

  engine_configs = {
    maxmemory-policy = "allkeys-lru"
  }
  desired_auto_created_endpoints {
    network    = google_compute_network.proli.id
    project_id = var.project_id
  }
  maintenance_policy {
    weekly_maintenance_window {
      day = "SATURDAY"
      start_time {
        hours = 1 # UTC
      }
    }
  }
  depends_on = [google_network_connectivity_service_connection_policy.cache]
}

# Of its two addresses the one that may be written to.
locals {
  cache_connections = flatten(google_memorystore_instance.cache.endpoints[*].connections[*].psc_auto_connection)
  cache_endpoint    = [for c in local.cache_connections : c if c.connection_type != "CONNECTION_TYPE_READER"][0]
  cache = {
    address     = local.cache_endpoint.ip_address
    port        = local.cache_endpoint.port
    authorities = join("\n", google_memorystore_instance.cache.managed_server_ca[0].ca_certs[0].certificates)
  }
}
