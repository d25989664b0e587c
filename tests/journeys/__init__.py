"""Journeys of people through the real site: the real server, a real browser, a real data folder."""
