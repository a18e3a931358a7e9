provider "aws" {
  region = "eu-west-1"
}

resource "aws_db_instance" "tracking" {
  identifier              = "shipment-tracking"
  engine                  = "postgres"
  instance_class          = "db.r6g.2xlarge"
  allocated_storage       = 500
  backup_retention_period = 7
}

resource "aws_sqs_queue" "events" {
  name = "shipment-events"

  tags = {
    owner = "tracking"
  }
}
