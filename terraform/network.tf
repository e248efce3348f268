resource "google_compute_network" "proli" {
  name                    = "proli"
  auto_create_subnetworks = false

  depends_on = [google_project_service.needed]
}

# Each instance takes an address while it lives and for an hour or two after.
resource "google_compute_subnetwork" "programs" {
  name                     = "programs"
  network                  = google_compute_network.proli.id
  region                   = var.region
  ip_cidr_range            = "10.10.0.0/23"
  private_ip_google_access = true

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.1
    metadata             = "EXCLUDE_ALL_METADATA"
  }
}

# Where the cache and the database have their addresses.
resource "google_compute_subnetwork" "endpoints" {
  name                     = "endpoints"
  network                  = google_compute_network.proli.id
  region                   = var.region
  ip_cidr_range            = "10.10.2.0/26"
  private_ip_google_access = true
}

locals {
  nat = !var.atlas.private_endpoint

  # Through NAT everything goes one way, because the database knows us by our one address.
  egress          = local.nat ? "ALL_TRAFFIC" : "PRIVATE_RANGES_ONLY"
  function_egress = "VPC_EGRESS_${local.egress}"
}

resource "google_compute_address" "nat" {
  count = local.nat ? 1 : 0

  name   = "nat"
  region = var.region

  depends_on = [google_project_service.needed]
}

resource "google_compute_router" "nat" {
  count = local.nat ? 1 : 0

  name    = "nat"
  region  = var.region
  network = google_compute_network.proli.id
}

resource "google_compute_router_nat" "nat" {
  count = local.nat ? 1 : 0

  name                               = "nat"
  region                             = var.region
  router                             = google_compute_router.nat[0].name
  nat_ip_allocate_option             = "MANUAL_ONLY"
  nat_ips                            = [google_compute_address.nat[0].self_link]
  source_subnetwork_ip_ranges_to_nat = "LIST_OF_SUBNETWORKS"

  subnetwork {
    name                    = google_compute_subnetwork.programs.id
    source_ip_ranges_to_nat = ["ALL_IP_RANGES"]
  }
  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}
