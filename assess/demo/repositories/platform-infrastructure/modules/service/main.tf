variable "name" {
  type = string
}

variable "owner" {
  type = string
}

variable "max_capacity" {
  type    = number
  default = 12
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = var.task_definition_arn
  desired_count   = 3

  deployment_circuit_breaker {
    enable   = false
    rollback = false
  }

  tags = {
    owner   = var.owner
    service = var.name
  }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/production/${var.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 3
  max_capacity       = var.max_capacity
}
