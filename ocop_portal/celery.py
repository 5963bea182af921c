"""The Celery app and its timetable. The same app runs over Redis or over plain files."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_embedded_init, beat_init

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
    # Late or twice does no harm: the ledger knows what was sent, only the newest step is.
    "remind-deadlines": {
        "task": "evaluations.remind_deadlines",
        "schedule": crontab(hour=6, minute=30),
    },
    # The same once a month for papers of vaults; twice in a month writes nothing.
    "tell-of-papers": {
        "task": "certificates.tell_of_papers",
        "schedule": crontab(day_of_month=1, hour=6, minute=0),
    },
    # What was asked for while no worker answered.
    "picture-papers": {"task": "producers.picture_papers", "schedule": 900.0},
    # A change of units that was loaded before its day takes effect on it.
    "follow-changed-units": {
        "task": "products.refresh_places",
        "schedule": crontab(hour=0, minute=5),
    },
    # An import whose job died goes back to its plan, with nothing written.
    "give-back-stale-imports": {"task": "exchange.give_back_stale", "schedule": 300.0},
    # Papers of a sitting whose job died: what is drawn stays, the rest follows.
    "make-packages": {"task": "evaluations.make_packages", "schedule": 300.0},
    "deliver-mail": {"task": "notifications.deliver_waiting", "schedule": 60.0},
    "beat-is-alive": {"task": "notifications.heartbeat", "schedule": 60.0},
}


@beat_init.connect
@beat_embedded_init.connect
def _say_alive_at_once(**_kwargs: Any) -> None:
    """Without it /readyz would say "not ready" during the first minute after a start."""
    app.send_task("notifications.heartbeat")
