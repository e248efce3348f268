# Alarms. The truth stands in the database: a lost queue costs punctuality until the healer
# comes round, and no appointment.
resource "google_cloud_tasks_queue" "alarms" {
  name            = "alarms"
  location        = var.tasks_region
  deletion_policy = "PREVENT" # the name of a deleted queue cannot be used for a week

  rate_limits {
    max_dispatches_per_second = 50
    max_concurrent_dispatches = 20
  }
  retry_config {
    max_attempts       = 100
    min_backoff        = "1s"
    max_backoff        = "60s"
    max_doublings      = 6
    max_retry_duration = "86400s"
  }
  stackdriver_logging_config {
    sampling_ratio = 0.1
  }
  depends_on = [google_project_service.needed]
}

locals {
  ringers = toset([for name, w in local.workloads : name if contains(w.reads, "tasks")])
}

resource "google_cloud_tasks_queue_iam_member" "ringer" {
  for_each = local.ringers

  name     = google_cloud_tasks_queue.alarms.name
  location = google_cloud_tasks_queue.alarms.location
  role     = "roles/cloudtasks.enqueuer"
  member   = "serviceAccount:${local.identity[each.key]}"

  depends_on = [google_service_account.workload]
}

# A task calls as the timer's caller: whoever sets one must be allowed to lend that identity.
resource "google_service_account_iam_member" "ringer" {
  for_each = local.ringers

  service_account_id = google_service_account.caller["timer"].name
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${local.identity[each.key]}"

  depends_on = [google_service_account.workload]
}
