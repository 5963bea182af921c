from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Chương trình"

    def ready(self) -> None:
        from programmes import receivers  # noqa: F401, PLC0415 -- connects to signals of producers
