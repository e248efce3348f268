mock_resource "mongodbatlas_advanced_cluster" {
  defaults = {
    connection_strings = {
      standard_srv = "mongodb+srv://proli.example"
    }
  }
}

mock_resource "mongodbatlas_privatelink_endpoint" {
  defaults = {
    private_link_id          = "0123456789abcdef01234567"
    service_attachment_names = ["projects/atlas/regions/me-west1/serviceAttachments/sa"]
  }
}
