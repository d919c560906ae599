"""测验: from the question list that circulates in a chat group to marks that stand."""
