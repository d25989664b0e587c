"""The people of an election, each with what they do: voter, credential authority, trustee, whoever assembles."""
