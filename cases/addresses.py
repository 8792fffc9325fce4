def site_of(request):
    """The site's own address, to put before a page's: https://casebook.example."""
    return request.build_absolute_uri("/")[:-1]
