"""What a run has found, for people and for programs: terminal, JSON, JUnit, HTML, badge, and the baseline."""
