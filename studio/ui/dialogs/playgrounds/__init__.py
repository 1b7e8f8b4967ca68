"""The playgrounds: small worlds to try one idea in, found from one dialog."""
