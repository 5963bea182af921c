"""A job sent reaches a worker, over plain files and over Redis, as the settings say."""

import threading
import uuid
from pathlib import Path

from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings


def test_a_job_sent_is_done_by_a_worker(tmp_path: Path) -> None:
    options = dict(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:  # files: a folder of this test, not the portal's
            folder = tmp_path / ("control" if name == "control_folder" else "queue")
            folder.mkdir(exist_ok=True)
            options[name] = str(folder)
    app = Celery("probe", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    app.conf.update(
        broker_transport_options=options,
        task_default_queue=f"probe-{uuid.uuid4().hex}",
        task_ignore_result=True,
        task_acks_late=settings.CELERY_TASK_ACKS_LATE,
        broker_connection_retry_on_startup=True,
    )
    done: list[int] = []
    arrived = threading.Event()

    @app.task(name="probe.note")
    def note(number: int) -> None:
        done.append(number)
        arrived.set()

    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        note.delay(number=7)
        assert arrived.wait(timeout=20)
    assert done == [7]
