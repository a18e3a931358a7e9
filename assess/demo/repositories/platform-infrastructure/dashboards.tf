resource "aws_cloudwatch_dashboard" "service" {
  for_each       = toset(["checkout", "shipment-tracking", "pricing", "labels", "returns", "partners"])
  dashboard_name = "service-${each.key}"
  dashboard_body = templatefile("${path.module}/dashboards/service.json", { service = each.key })
}
