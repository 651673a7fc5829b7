"""`python -m fazhi` is `fazhi`."""

from fazhi import main

main()
