/**
 * How many columns a text takes: in the place of the package `string-width`, which yargs lays its help out with. That
 * help is ASCII, of which each character takes one; for all others the package makes tables at every start.
 */
export default (text) => text.length
