"""From scraped news articles to a trustworthy training set."""
