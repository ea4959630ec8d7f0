import os
import tempfile


def app(environ, start_response):
    """Stores the body of a request in a temporary file and answers with its length and the user."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(environ["wsgi.input"].read())
        file.flush()
        text = f"stored {os.path.getsize(file.name)} as {os.getuid()}\n"
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [text.encode()]
