# A whole deployment against mocked providers: it applies, and a second plan finds nothing to
# do; `make check-terraform` looks for these words in what it prints.
mock_provider "google" {
  source = "./tests/mocks/google"
}
mock_provider "mongodbatlas" {
  source = "./tests/mocks/atlas"
}
# Random values are ephemeral, which mocks cannot be: that provider answers by itself.

variables {
  project_id      = "proli-test"
  environment     = "production"
  packages        = { folder = "./tests/packages" }
  image           = "me-west1-docker.pkg.dev/proli-test/proli/admin@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  green_api       = { url = "https://7103.api.greenapi.com", media_url = "https://7103.media.greenapi.com", instance_id = "7103000001" }
  green_api_token = "tokenOfTheTest0123456789"
  admin_phones    = ["972000000021"]
  alert_emails    = ["oncall@example.com"]
  atlas           = { org_id = "0123456789abcdef01234567" }
  budget          = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 150 }
}

run "everything_applies" {
  command = apply

  assert {
    condition     = length(google_cloudfunctions2_function.function) == 9
    error_message = "Nine functions make Proli."
  }
  assert {
    condition     = local.cache.address == "10.10.2.5"
    error_message = "The cache is written to at its primary's address, not at its readers'."
  }
  assert {
    condition     = output.webhook_url == "https://webhook-1234567890.me-west1.run.app/"
    error_message = "The webhook's address is what the gateway is told."
  }
}

run "another_image_migrates_before_it_serves" {
  command = plan
  variables {
    image = "me-west1-docker.pkg.dev/proli-test/proli/admin@sha256:fedcba98765456789abcdef0123456789abcdef0123456789abcdef012345678"
  }
  assert {
    condition     = google_cloud_run_v2_job.migrate["migrate-fedcba987654"].run_execution_token == "first" && google_cloud_run_v2_job.ops.run_execution_token == null
    error_message = "Each image has a job that runs once, when it is made; the job ops runs by hand."
  }
  assert {
    condition     = google_cloud_run_v2_job.ops.template[0].template[0].containers[0].image == var.image && google_cloud_run_v2_service.dashboard.template[0].containers[0].image == var.image
    error_message = "The dashboard and ops are of one image."
  }
}

run "a_second_apply_changes_nothing" {
  command = plan

  assert {
    condition     = output.packages == run.everything_applies.packages && output.image == run.everything_applies.image
    error_message = "The same code is the same deployment."
  }
}
