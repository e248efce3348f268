# One identity for each program, one for each caller of a function, one that builds.
resource "google_service_account" "workload" {
  for_each = local.workloads

  account_id   = "run-${each.key}"
  display_name = "Proli: ${each.key}"

  depends_on = [google_project_service.needed]
}

resource "google_service_account" "caller" {
  for_each = local.private

  account_id   = "${each.value.trigger}-${each.key}"
  display_name = "Proli: calls ${each.key}"

  depends_on = [google_project_service.needed]
}

resource "google_service_account" "build" {
  account_id   = "build-functions"
  display_name = "Proli: builds the functions"

  depends_on = [google_project_service.needed]
}

# Who may call what: each function its own caller, and nobody else.
resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = local.private

  name     = google_cloudfunctions2_function.function[each.key].name
  location = var.region
  role     = "roles/run.invoker"
  member   = "serviceAccount:${local.caller[each.key]}"

  # A function that is made anew is a new service, without the grants of the old one.
  lifecycle {
    replace_triggered_by = [google_cloudfunctions2_function.function[each.key].id]
  }
  depends_on = [google_service_account.caller]
}

# The gateway can show no identity of Google's: the webhook compares its token by itself.
resource "google_cloud_run_v2_service_iam_member" "webhook" {
  name     = google_cloudfunctions2_function.function["webhook"].name
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"

  lifecycle {
    replace_triggered_by = [google_cloudfunctions2_function.function["webhook"].id]
  }
}

# Roles on the project, where the service knows no smaller scope.
locals {
  project_roles = merge(
    { for name in keys(local.workloads) : "${name}/logs" => { member = local.identity[name], role = "roles/logging.logWriter" } },
    { for name, w in local.workloads : "${name}/models" => { member = local.identity[name], role = "roles/aiplatform.user" } if contains(w.reads, "models") },
    { for name, w in local.workloads : "${name}/cache" => { member = local.identity[name], role = "roles/memorystore.dbConnectionUser" } if contains(w.reads, "redis") },
    { "build/logs" = { member = "build-functions@${local.domain}", role = "roles/logging.logWriter" } },
  )
}

resource "google_project_iam_member" "workload" {
  for_each = local.project_roles

  project = var.project_id
  role    = each.value.role
  member  = "serviceAccount:${each.value.member}"

  depends_on = [google_service_account.workload, google_service_account.build]
}
