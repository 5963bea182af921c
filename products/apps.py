from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = "Sản phẩm"

    def ready(self) -> None:
        from products import receivers  # noqa: F401, PLC0415 -- connects to signals of producers
