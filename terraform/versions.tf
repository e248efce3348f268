terraform {
  required_version = ">= 1.11.0" # write-only arguments and ephemeral values keep secrets out of the state

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.45"
    }
    mongodbatlas = {
      source  = "mongodb/mongodbatlas"
      version = "~> 2.16"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.9"
    }
  }

  # The bucket is made by bootstrap/; `make deploy` names it and one prefix per environment.
  backend "gcs" {}
}

provider "google" {
  project               = var.project_id
  region                = var.region
  billing_project       = var.project_id
  user_project_override = true

  default_labels = {
    app         = "proli"
    environment = var.environment
  }
}

# Reads MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET from the environment.
provider "mongodbatlas" {}
