#!/bin/sh
# Refreshes the chart library from npm: ./update.sh [VERSION]. Look at the rendered report before committing.
set -eu
version=${1:-1.6.32}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "uplot@$version" >/dev/null
tar xzf "uplot-$version.tgz"
cp package/dist/uPlot.iife.min.js "$here/uplot.js"
cp package/dist/uPlot.min.css "$here/uplot.css"
cp package/LICENSE "$here/uplot.LICENSE.txt"
