resource "aws_cloudwatch_log_group" "checkout" {
  name              = "/meridian/checkout"
  retention_in_days = 90
}

resource "aws_cloudwatch_log_group" "shipment_tracking" {
  name = "/meridian/shipment-tracking"
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "meridian-parcel-artifacts"
}

resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  rule {
    id     = "expire"
    status = "Enabled"

    expiration {
      days = 180
    }
  }
}
