# The dashboard, and the job that works on the database from inside the network: one image.
resource "google_cloud_run_v2_service" "dashboard" {
  name                = "dashboard"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  iap_enabled         = local.proxied
  deletion_protection = local.production

  template {
    service_account                  = local.identity["dashboard"]
    timeout                          = "60s"
    max_instance_request_concurrency = 40

    scaling {
      min_instance_count = 0
      max_instance_count = local.programs.dashboard.max
    }

    containers {
      image = var.image

      resources {
        limits            = { cpu = "1", memory = "512Mi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }
      startup_probe {
        period_seconds    = 2
        timeout_seconds   = 2
        failure_threshold = 60 # the way into the network may open a minute late
        http_get {
          path = "/health/live"
        }
      }
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/health/live"
        }
      }

      dynamic "env" {
        for_each = local.env["dashboard"]
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.env_secrets["dashboard"]
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value
              version = local.secret_version[env.value]
            }
          }
        }
      }
    }

    vpc_access {
      egress = local.egress
      network_interfaces {
        network    = google_compute_network.proli.id
        subnetwork = google_compute_subnetwork.programs.id
      }
    }
  }

  depends_on = [
    google_cloud_run_v2_job.migrate,
    google_project_iam_member.workload,
    google_secret_manager_secret_iam_member.reader,
  ]
}

locals {
  proxied       = length(var.dashboard_members) > 0
  dashboard_url = "https://dashboard-${local.number}.${var.region}.run.app"
}

# Without the proxy the dashboard's own sign-in guards it, and anybody reaches the form.
resource "google_cloud_run_v2_service_iam_member" "dashboard" {
  name     = google_cloud_run_v2_service.dashboard.name
  location = var.region
  role     = "roles/run.invoker"
  member   = local.proxied ? "serviceAccount:service-${local.number}@gcp-sa-iap.iam.gserviceaccount.com" : "allUsers"

  lifecycle {
    replace_triggered_by = [google_cloud_run_v2_service.dashboard.uid]
  }
}

resource "google_iap_web_cloud_run_service_iam_member" "dashboard" {
  for_each = toset(var.dashboard_members)

  cloud_run_service_name = google_cloud_run_v2_service.dashboard.name
  location               = var.region
  role                   = "roles/iap.httpsResourceAccessor"
  member                 = each.key
}

# The dashboard changes the jobs' hours and runs one now; it makes and deletes none.
resource "google_project_iam_custom_role" "hours" {
  role_id     = "proliHours"
  title       = "Proli: hours of the jobs"
  description = "See, run and change the jobs of Cloud Scheduler"
  permissions = [
    "cloudscheduler.jobs.enable",
    "cloudscheduler.jobs.get",
    "cloudscheduler.jobs.list",
    "cloudscheduler.jobs.pause",
    "cloudscheduler.jobs.run",
    "cloudscheduler.jobs.update",
  ]

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_member" "hours" {
  project = var.project_id
  role    = google_project_iam_custom_role.hours.name
  member  = "serviceAccount:${local.identity["dashboard"]}"

  depends_on = [google_service_account.workload]
}

# Who changes a job must be allowed to lend the identity that it calls with.
resource "google_service_account_iam_member" "hours" {
  for_each = local.crons

  service_account_id = google_service_account.caller[each.key].name
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${local.identity["dashboard"]}"

  depends_on = [google_service_account.workload]
}

# The job ops is run by hand:
#   gcloud run jobs execute ops --region REGION --args replay,list
resource "google_cloud_run_v2_job" "ops" {
  name                = "ops"
  location            = var.region
  deletion_protection = false # it holds nothing

  template {
    template {
      service_account = local.identity["ops"]
      timeout         = "3600s"
      max_retries     = 1

      containers {
        image = var.image
        args  = ["migrate"]

        resources {
          limits = { cpu = "1", memory = "1Gi" }
        }
        dynamic "env" {
          for_each = local.env["ops"]
          content {
            name  = env.key
            value = env.value
          }
        }
        dynamic "env" {
          for_each = local.env_secrets["ops"]
          content {
            name = env.key
            value_source {
              secret_key_ref {
                secret  = env.value
                version = local.secret_version[env.value]
              }
            }
          }
        }
      }

      vpc_access {
        egress = local.egress
        network_interfaces {
          network    = google_compute_network.proli.id
          subnetwork = google_compute_subnetwork.programs.id
        }
      }
    }
  }

  depends_on = [
    google_project_iam_member.workload,
    google_secret_manager_secret_iam_member.reader,
    mongodbatlas_project_ip_access_list.nat,
    google_compute_router_nat.nat,
  ]
}

# Beside it each image has a job of its own that migrates the database when it is made, and is
# made when that has ended well: the functions and the dashboard wait for it.
resource "google_cloud_run_v2_job" "migrate" {
  for_each = toset(["migrate-${substr(split("@sha256:", var.image)[1], 0, 12)}"])

  name                = each.key
  location            = var.region
  deletion_protection = false
  run_execution_token = "first"

  template {
    template {
      service_account = local.identity["ops"]
      timeout         = "3600s"
      max_retries     = 1

      containers {
        image = var.image
        args  = ["migrate"]

        resources {
          limits = { cpu = "1", memory = "1Gi" }
        }
        dynamic "env" {
          for_each = local.env["ops"]
          content {
            name  = env.key
            value = env.value
          }
        }
        dynamic "env" {
          for_each = local.env_secrets["ops"]
          content {
            name = env.key
            value_source {
              secret_key_ref {
                secret  = env.value
                version = local.secret_version[env.value]
              }
            }
          }
        }
      }

      vpc_access {
        egress = local.egress
        network_interfaces {
          network    = google_compute_network.proli.id
          subnetwork = google_compute_subnetwork.programs.id
        }
      }
    }
  }

  timeouts {
    create = "130m" # two tries, each as long as the job may take
  }

  # What has run stays as it was: a change would send its token a second time, with which Cloud
  # Run may refuse it, and the token itself comes back only until somebody else runs the job.
  lifecycle {
    ignore_changes = [template, run_execution_token]
  }
  depends_on = [
    google_project_iam_member.workload,
    google_secret_manager_secret_iam_member.reader,
    mongodbatlas_project_ip_access_list.nat,
    google_compute_router_nat.nat,
  ]
}
