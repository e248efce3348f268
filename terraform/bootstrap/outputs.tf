output "state_bucket" {
  description = "For `make deploy`: where the state lies."
  value       = google_storage_bucket.state.name
}

output "image_repository" {
  description = "For `make image`: where the dashboard's image goes."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}/admin"
}

output "workload_identity_provider" {
  description = "For the workflow: the provider that google-github-actions/auth names."
  value       = google_iam_workload_identity_pool_provider.github.name
}

output "deployer" {
  description = "For the workflow: the identity that it deploys as."
  value       = google_service_account.deployer.email
}
