"""The model as users of Mesa know it: a `mesa.Model` whose agents are views over the tables."""
