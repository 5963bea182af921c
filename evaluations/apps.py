from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "Đánh giá, phân hạng"

    def ready(self) -> None:
        from evaluations import receivers  # noqa: F401, PLC0415 -- connects to signals of products
