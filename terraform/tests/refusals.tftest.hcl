# A wrong variable ends the plan, with a sentence that says what to write.
mock_provider "google" {
  source = "./tests/mocks/google"
}
mock_provider "mongodbatlas" {
  source = "./tests/mocks/atlas"
}

variables {
  project_id      = "proli-test"
  environment     = "staging"
  packages        = { folder = "./tests/packages" }
  image           = "me-west1-docker.pkg.dev/proli-test/proli/admin@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  green_api       = { url = "https://7103.api.greenapi.com", media_url = "https://7103.media.greenapi.com", instance_id = "7103000001" }
  green_api_token = "tokenOfTheTest0123456789"
  admin_phones    = ["972000000021"]
  alert_emails    = ["oncall@example.com"]
  atlas           = { org_id = "0123456789abcdef01234567" }
  budget          = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 150 }
}

run "project_id" {
  command = plan
  variables {
    project_id = "Proli"
  }
  expect_failures = [var.project_id]
}

run "environment" {
  command = plan
  variables {
    environment = "development"
  }
  expect_failures = [var.environment]
}

run "region" {
  command = plan
  variables {
    region = "me-central2"
  }
  expect_failures = [var.region]
}

run "tasks_region" {
  command = plan
  variables {
    tasks_region = "Belgium"
  }
  expect_failures = [var.tasks_region]
}

run "packages" {
  command = plan
  variables {
    packages = { folder = "./tests/packages", pinned = { triage = "latest" } }
  }
  expect_failures = [var.packages]
}

run "packages_2" {
  command = plan
  variables {
    packages = { folder = "./tests/packages", pinned = { billing = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }
  }
  expect_failures = [var.packages]
}

run "image" {
  command = plan
  variables {
    image = "me-west1-docker.pkg.dev/proli-test/proli/admin:latest"
  }
  expect_failures = [var.image]
}

run "dashboard_members" {
  command = plan
  variables {
    dashboard_members = ["allUsers"]
  }
  expect_failures = [var.dashboard_members]
}

run "green_api" {
  command = plan
  variables {
    green_api = { url = "http://7103.api.greenapi.com", media_url = "https://7103.media.greenapi.com", instance_id = "7103000001" }
  }
  expect_failures = [var.green_api]
}

run "green_api_2" {
  command = plan
  variables {
    green_api = { url = "https://7103.api.greenapi.com", media_url = "https://7103.media.greenapi.com", instance_id = "mine" }
  }
  expect_failures = [var.green_api]
}

run "green_api_token" {
  command = plan
  variables {
    green_api_token = ""
  }
  expect_failures = [var.green_api_token]
}

run "secret_versions" {
  command = plan
  variables {
    secret_versions = { mongo = 0 }
  }
  expect_failures = [var.secret_versions]
}

run "admin_phones" {
  command = plan
  variables {
    admin_phones = ["050-1234567"]
  }
  expect_failures = [var.admin_phones]
}

run "admin_phones_2" {
  command = plan
  variables {
    admin_phones = []
  }
  expect_failures = [var.admin_phones]
}

run "alert_emails" {
  command = plan
  variables {
    alert_emails = []
  }
  expect_failures = [var.alert_emails]
}

run "ai_models" {
  command = plan
  variables {
    ai_models = []
  }
  expect_failures = [var.ai_models]
}

run "atlas" {
  command = plan
  variables {
    atlas = { org_id = "acme" }
  }
  expect_failures = [var.atlas]
}

run "atlas_2" {
  command = plan
  variables {
    atlas = { org_id = "0123456789abcdef01234567", instance_size = "M0" }
  }
  expect_failures = [var.atlas]
}

run "budget" {
  command = plan
  variables {
    budget = { billing_account = "main", monthly_amount = 150 }
  }
  expect_failures = [var.budget]
}

run "budget_2" {
  command = plan
  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 0.5 }
  }
  expect_failures = [var.budget]
}

run "budget_3" {
  command = plan
  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", monthly_amount = 150, currency = "shekel" }
  }
  expect_failures = [var.budget]
}

