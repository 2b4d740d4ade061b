"""Objects, element sets as struct of arrays, sources, cross-references, quality."""
