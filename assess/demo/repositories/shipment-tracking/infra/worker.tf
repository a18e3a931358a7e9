resource "aws_cloudwatch_log_group" "worker" {
  name              = "/meridian/worker"
  retention_in_days = 30

resource "aws_lambda_function" "worker" {
  function_name = "shipment-worker"
