"""Remote sources, asked politely: cached, within their limits, and with nothing secret ever written."""
