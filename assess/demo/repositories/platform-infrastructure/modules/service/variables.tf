variable "cluster_arn" {
  type = string
}

variable "task_definition_arn" {
  type = string
}
