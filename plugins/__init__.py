"""The plugins that Jixun brings; each has a feature's shape and comes in by its entry point."""
