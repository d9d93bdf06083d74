// The table that the race and the last scene start with: Examples/iris.csv, put in by build.py.

/** The text of the table. */
export const irisText = "/*IRIS*/";
