# CI proves who it is by its own token; there is no key that could be lost.
resource "google_iam_workload_identity_pool" "ci" {
  workload_identity_pool_id = "proli-ci"
  display_name              = "Proli: CI"
  description               = "Workflows that deploy Proli"

  depends_on = [google_project_service.needed]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  display_name                       = "GitHub Actions"

  # The repository alone is not enough: anybody's pull request runs in it.
  attribute_condition = "assertion.repository == \"${var.deployer.repository}\" && assertion.ref == \"${var.deployer.ref}\""
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
    "attribute.ref"        = "assertion.ref"
  }
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "deployer" {
  account_id   = "deployer"
  display_name = "Proli: applies Terraform from CI"

  depends_on = [google_project_service.needed]
}

resource "google_service_account_iam_member" "deployer" {
  service_account_id = google_service_account.deployer.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci.name}/attribute.repository/${var.deployer.repository}"
}

# What the main folder makes, by service. It may grant roles, because it must: keep the branch
# that may deploy protected.
resource "google_project_iam_member" "deployer" {
  for_each = toset([
    "roles/artifactregistry.admin",
    "roles/cloudfunctions.admin",
    "roles/cloudscheduler.admin",
    "roles/cloudtasks.admin",
    "roles/compute.networkAdmin",
    "roles/iam.roleAdmin",
    "roles/iam.serviceAccountAdmin",
    "roles/iam.serviceAccountUser",
    "roles/iap.admin",
    "roles/logging.configWriter",
    "roles/memorystore.admin",
    "roles/monitoring.editor",
    "roles/networkconnectivity.consumerNetworkAdmin",
    "roles/pubsub.admin",
    "roles/resourcemanager.projectIamAdmin",
    "roles/run.admin",
    "roles/secretmanager.admin",
    "roles/servicedirectory.editor",
    "roles/serviceusage.serviceUsageAdmin",
    "roles/storage.admin",
  ])

  project = var.project_id
  role    = each.value
  member  = "serviceAccount:${google_service_account.deployer.email}"
}
