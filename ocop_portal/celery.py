"""The Celery app and its timetable. The same app runs over Redis or over plain files."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_portal.settings.dev")

app = Celery("ocop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Late or twice does no harm: the job writes what is missing, once (certificates README).
    "flag-expiring-certificates": {
        "task": "certificates.flag_expiring",
        "schedule": crontab(hour=5, minute=30),
    },
    "deliver-mail": {"task": "notifications.deliver_waiting", "schedule": 60.0},
    "beat-is-alive": {"task": "notifications.heartbeat", "schedule": 60.0},
}
