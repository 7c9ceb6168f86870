// The room is made in the commits that follow.
