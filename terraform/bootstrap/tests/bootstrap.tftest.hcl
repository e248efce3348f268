mock_provider "google" {}

variables {
  project_id = "proli-test"
  deployer   = { repository = "proli/proli" }
}

run "everything_applies" {
  command = apply

  assert {
    condition     = output.image_repository == "me-west1-docker.pkg.dev/proli-test/proli/admin" && output.state_bucket == "proli-test-terraform"
    error_message = "The main folder relies on these names."
  }
  assert {
    condition     = google_iam_workload_identity_pool_provider.github.attribute_condition == "assertion.repository == \"proli/proli\" && assertion.ref == \"refs/heads/main\""
    error_message = "Only the repository's protected branch may deploy."
  }
  assert {
    condition     = alltrue([for grant in google_project_iam_member.deployer : !contains(["roles/owner", "roles/editor"], grant.role)])
    error_message = "CI has the roles that it needs, by service."
  }
}

run "a_whole_repository_is_needed" {
  command = plan
  variables {
    deployer = { repository = "proli" }
  }
  expect_failures = [var.deployer]
}

run "a_whole_ref_is_needed" {
  command = plan
  variables {
    deployer = { repository = "proli/proli", ref = "main" }
  }
  expect_failures = [var.deployer]
}
