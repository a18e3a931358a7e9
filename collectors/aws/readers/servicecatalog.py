"""Reads Service Catalog: products from which services start."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.aws.facts.accounts import GoldenProduct
from collectors.aws.reading import Caller, reader


@reader(
    "aws.servicecatalog.products",
    service="servicecatalog",
    operations=("SearchProductsAsAdmin",),
    yields=(GoldenProduct,),
)
def products(caller: Caller) -> Iterator[GoldenProduct]:
    """Products that this account offers; none of the marketplace."""
    asked = {"ProductSource": "ACCOUNT", "PageSize": 20}
    for each in caller.items("SearchProductsAsAdmin", "ProductViewDetails", asked):
        if each.text_or("ProductViewSummary.Type") != "MARKETPLACE" and each.text_or("Status") == "AVAILABLE":
            yield GoldenProduct(
                subject=caller.subject("product", each.text("ProductARN")),
                name=each.text_or("ProductViewSummary.Name"),
                owned=bool(each.text_or("ProductViewSummary.Owner")),
            )
