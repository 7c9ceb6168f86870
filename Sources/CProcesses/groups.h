#ifndef ETCH_GROUPS_H
#define ETCH_GROUPS_H

/// Ends the groups of all programs that were started and not reaped. May be called in a signal's handler.
void etch_end_groups(void);

#endif
