"""Who sells in a measured shop: `manage.py shell -c "from tests.load.crew import hire; hire(100)"`.

A hundred tills are a hundred people with a token each, and no two of them at one table.
"""

import json

from django.contrib.auth.hashers import make_password

from menu_app.models import MenuItem
from staff_app.models import User
from staff_app.tokens import issue_token
from tables_app.models import Table, Zone


def hire(count: int) -> None:
    """Add so many cashiers and tables; print their tokens and ids, and the dishes, as JSON."""
    password = make_password(None)  # nobody logs in by it
    people = [User(username=f"till{n:03}", password=password) for n in range(count)]
    zone = Zone.objects.create(name="bench", position=9)
    tables = [Table(name=f"bench {n:03}", zone=zone, position=n) for n in range(count)]
    print(
        json.dumps(
            {
                "tokens": [issue_token(user) for user in User.objects.bulk_create(people)],
                "tables": [table.pk for table in Table.objects.bulk_create(tables)],
                "dishes": list(MenuItem.objects.filter(active=True).values_list("pk", flat=True)),
            }
        )
    )
