from django.urls import path

from reports.views import figures, worklist

app_name = "reports"
urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("bao-cao/", figures.report, name="report"),
    path("bao-cao/dong/", figures.report_rows, name="rows"),
]
