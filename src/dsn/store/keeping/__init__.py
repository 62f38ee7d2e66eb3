"""What keeps a record for decades: copies that go on elsewhere, walks at one instant, erasing for good."""
