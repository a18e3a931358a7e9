resource "aws_sns_topic" "operations" {
  name = "operations"
}

resource "aws_cloudwatch_metric_alarm" "checkout_latency" {
  alarm_name          = "checkout-p99-latency"
  namespace           = "Checkout"
  metric_name         = "LatencyP99"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1200
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.operations.arn]
}

# Switched off during the peak season of last year, because it paged every night.
resource "aws_cloudwatch_metric_alarm" "checkout_errors" {
  alarm_name          = "checkout-5xx"
  namespace           = "Checkout"
  metric_name         = "Errors5xx"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 3
  actions_enabled     = false
  alarm_actions       = [aws_sns_topic.operations.arn]
}

resource "aws_cloudwatch_metric_alarm" "queue_depth" {
  alarm_name          = "shipment-queue-depth"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 50000
  period              = 300
  evaluation_periods  = 2
}
