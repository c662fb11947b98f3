from typing import Any

import factory

from members.scoping import in_network


class TenantFactory(factory.django.DjangoModelFactory):
    """Something of a network, written in the scope of that network."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        with in_network(fields["network"]):
            return model_class.objects.create(**fields)
