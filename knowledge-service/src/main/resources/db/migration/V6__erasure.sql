-- What an erased account leaves behind: its failed events, and its place in teams.
GRANT DELETE ON dead_letters, team_member TO ${app};
